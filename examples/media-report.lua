-- Reports on a PDF that it makes, draws its page, and packs the example data into archives that it then checks.
--
-- Run: incant run examples/media-report.lua --allow-read=examples/data,out --allow-write=out
-- Arguments: the folder to pack (examples/data) and the folder to write to (out).

local source = ARGS[1] or "examples/data"
local folder = ARGS[2] or "out"

-- A PDF of one page is small enough to be written by hand.
local page = "BT /F 18 Tf 20 60 Td (Quarterly report) Tj ET"
tools.file_operations.create_dir{path = folder}
tools.file_operations.write{path = folder .. "/report.pdf", content = table.concat{
  "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
  "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
  "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 240 120] /Contents 4 0 R",
  " /Resources << /Font << /F 5 0 R >> >> >>\nendobj\n",
  "4 0 obj\n<< /Length ", tostring(#page), " >>\nstream\n", page, "\nendstream\nendobj\n",
  "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n",
  "trailer\n<< /Root 1 0 R >>\n%%EOF\n",
}}

-- Documents: text, number of pages, a picture of the first page, a thumbnail of that.
local pdf = folder .. "/report.pdf"
local text = tools.pdf_processor.extract_text{path = pdf}.text
local picture = tools.pdf_processor.render_page{path = pdf, target_path = folder .. "/page.png", dpi = 144, overwrite = true}
local small = tools.image_processor.thumbnail{
  path = folder .. "/page.png", target_path = folder .. "/small.jpg", max_width = 120, overwrite = true,
}
print(("report.pdf: %s, page 1 drawn as %d x %d, thumbnail %d x %d"):format(
  text:match("^(.-)%s*$"), picture.width, picture.height, small.width, small.height))

-- Archives: the same content gives the same bytes, whenever it is packed.
for _, format in ipairs{"zip", "tar.gz", "tar.zst"} do
  local archive = folder .. "/data." .. format
  tools.archive_handler.create{
    path = archive, input = {"."}, base_path = source, reproducible = true, overwrite = "replace",
  }
  local found = tools.archive_handler.test{path = archive}
  print(("data.%s: %s, %d entries, %d bytes of content"):format(
    format, found.ok and "fine" or found.problems[1].problem, found.count, found.total_size))
end
