/**
 * Windows that only watch and choose: what they show is computed, and what they decide is done, by the packages before this one.
 */
package io.github.hourglass.ui;
