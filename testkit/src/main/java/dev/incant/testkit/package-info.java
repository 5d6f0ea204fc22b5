/// What authors of tools test with. Read [ToolTester] first; [ToolContract] is what every tool keeps.
@NullMarked
package dev.incant.testkit;

import org.jspecify.annotations.NullMarked;
