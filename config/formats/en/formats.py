"""Times of the day by 24 hours, as in Chinese: Django's "7:15 a.m." ends with a stop, and a sentence then with two."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATETIME_FORMAT = "m/d/Y H:i"
