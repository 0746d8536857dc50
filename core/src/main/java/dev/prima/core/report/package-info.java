/**
 * What a run has to tell: the record tree that is {@code report.json}, and the pages rendered from
 * it (HTML, Markdown, JUnit). Values in, text out; knows no file and no engine.
 */
@NullMarked
package dev.prima.core.report;

import org.jspecify.annotations.NullMarked;
