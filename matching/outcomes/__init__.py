"""What became of applications: the weights are learned from it, and it is audited."""
