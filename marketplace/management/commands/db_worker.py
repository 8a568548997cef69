from django_tasks_db.management.commands import db_worker

from marketplace.worker import Worker


class Command(db_worker.Command):
    """In place of the command of django-tasks-db, whose worker has no pulse: nobody starts that one by mistake."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, *, verbosity, queue_name, exclude_queues, reload, **options):
        """`--reload` is not taken: a reloader kills the task in work."""
        self.configure_logging(verbosity)
        names = ("interval", "batch", "backend_name", "startup_delay", "max_tasks", "worker_id")
        worker = Worker(
            queue_names=queue_name.split(","),
            excluded_queue_names=exclude_queues.split(",") if exclude_queues else [],
            **{name: options[name] for name in names},
        )
        worker.configure_signals()
        worker.run()
