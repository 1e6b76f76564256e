/**
 * Images whose dimensions have names, sizes and calibration, computed or read block by block; nothing is copied.
 * The lowest layer: it may use ImgLib2 and nothing else of Hourglass.
 */
package io.github.hourglass.image;
