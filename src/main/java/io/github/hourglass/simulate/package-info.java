/**
 * Images with known truth: specimens, the microscope that blurs them and the camera that sees them, every random choice a
 * function of a seed. May use every layer from {@code image} to {@code predict}.
 */
package io.github.hourglass.simulate;
