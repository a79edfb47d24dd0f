"""Every table of the house, so that Django finds them. One line per room."""

# ruff: noqa: F401
import prisma_hub.agreements.models
import prisma_hub.care.models
import prisma_hub.circles.models
import prisma_hub.commons.kept
import prisma_hub.commons.models
import prisma_hub.currencies.models
import prisma_hub.enrolment.kept
import prisma_hub.enrolment.models
import prisma_hub.evaluation.models
import prisma_hub.federation.kept
import prisma_hub.federation.models
import prisma_hub.identity.kept
import prisma_hub.identity.models
import prisma_hub.inbox.kept
import prisma_hub.journeys.models
import prisma_hub.keeping.kept
import prisma_hub.log.kept
import prisma_hub.log.models
import prisma_hub.media.kept
import prisma_hub.media.models
import prisma_hub.organisations.models
import prisma_hub.patterns.kept
import prisma_hub.patterns.models
import prisma_hub.places.models
import prisma_hub.practices.models
import prisma_hub.protocols.models
import prisma_hub.sealed.models
import prisma_hub.search.kept
import prisma_hub.search.models
import prisma_hub.stories.models
import prisma_hub.timeline.models
import prisma_hub.upkeep.kept
import prisma_hub.work.kept
