"""The names in SVG that draw: https://www.w3.org/TR/SVG2/ and https://www.w3.org/TR/SVG11/, its filters and
animations. Whatever is not here is left out (`vector`)."""

from __future__ import annotations

_SHAPES = """
animate animateMotion animateTransform circle clipPath defs desc ellipse filter g image line
linearGradient marker mask mpath path pattern polygon polyline radialGradient rect set stop style
svg switch symbol text textPath title tspan use view
"""
_FILTERS = """
feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
feTurbulence
"""
ELEMENTS = frozenset([*_SHAPES.split(), *_FILTERS.split()])
ANIMATED = frozenset({"animate", "animateMotion", "animateTransform", "set"})

_STYLED = """
alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
color-interpolation-filters color-rendering cursor direction display dominant-baseline
enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant
font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation
kerning letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask
mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color
stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration text-overflow
text-rendering transform transform-box transform-origin unicode-bidi vector-effect visibility
white-space word-spacing writing-mode
"""
_MEASURED = """
amplitude azimuth baseFrequency bias clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode
elevation exponent filterRes filterUnits fr fx fy gradientTransform gradientUnits height in in2
intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight
markerUnits markerWidth maskContentUnits maskUnits method mode numOctaves offset operator order
orient pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY
pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result rotate rx ry
scale seed side slope spacing specularConstant specularExponent spreadMethod startOffset
stdDeviation stitchTiles surfaceScale tableValues targetX targetY textLength type values viewBox
width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z
"""
_TIMED = """
accumulate additive attributeName attributeType begin by calcMode dur end fill from keyPoints
keySplines keyTimes max min origin path repeatCount repeatDur restart rotate to values
"""
_TOLD = """
baseProfile class focusable id lang media requiredFeatures role style systemLanguage tabindex
version zoomAndPan
"""
CAN_BE_ANIMATED = frozenset([*_STYLED.split(), *_MEASURED.split()]) - {"cursor", "type"}
"""What an animation may change: how something looks and where it is, never where it leads."""
ATTRIBUTES = CAN_BE_ANIMATED | {"cursor", "type", *_TIMED.split(), *_TOLD.split()}
"""Those without a namespace; what a style or an address holds is looked at as well."""
