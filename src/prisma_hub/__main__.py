"""The command `prisma-hub`."""

from prisma_hub.cli.app import main

if __name__ == "__main__":
    main()
