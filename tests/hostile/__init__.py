"""What somebody may send to do harm: none of it is executed, shown as markup, or leaves a folder."""
