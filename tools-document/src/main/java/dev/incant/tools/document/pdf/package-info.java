/// The work of [dev.incant.tools.document.PdfProcessor]. Read [dev.incant.tools.document.pdf.PdfFile] first: it opens
/// documents. Holds all that loads PDFBox.
@NullMarked
package dev.incant.tools.document.pdf;

import org.jspecify.annotations.NullMarked;
