/**
 * Thin skins over the core: menu, macro, command line. Each reads its options, calls one method and shows the result.
 * May use everything.
 */
package io.github.hourglass.command;
