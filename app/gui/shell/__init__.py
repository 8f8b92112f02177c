"""The application, its main window, menus and what belongs to no single panel."""
