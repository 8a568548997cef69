"""What `manage.py evaluate_matching` reads, ranks and measures. Each kind is `run(source, out, *, seed, report)`: the
ranking is written first; metrics follow only where labels lie beside it."""
