"""The Textual application: screens, widgets and dialogs over one gateway."""
