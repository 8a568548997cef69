"""What a service refused, said at the field it concerns."""


def show(form, error):
    """Put a `ValidationError` of a service onto `form`; return the HTTP status: 409 for a lost race, else 422."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
        return 422
    form.add_error(None, error)
    return 409 if getattr(error, "code", None) == "wrong_state" else 422
