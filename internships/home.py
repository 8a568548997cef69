"""The menu and the panels of home pages."""
