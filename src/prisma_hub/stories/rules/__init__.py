"""Pure decisions about stories."""
