"""Our lists in forms that programs read: one file a form. Values in, bytes out; nothing here knows the database."""
