/**
 * The command line: which commands there are, what they exit with. It wires all other packages
 * together; none of them knows it.
 */
@NullMarked
package dev.prima.jobs.cli;

import org.jspecify.annotations.NullMarked;
