"""prisma-hub: the server a community keeps in its own house."""
