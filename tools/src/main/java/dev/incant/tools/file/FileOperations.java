package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads, edits, writes, lists, copies, moves and deletes files and folders within the session's grants. Writing is
/// atomic; what is read or written at once is at most as large as the session's `fileSize`.
public final class FileOperations implements Tool {
    private static final Fixture NOTE = Fixture.file("note.txt", "hello\n");
    private static final Fixture TREE = NOTE.andFile("d/x.txt", "12");

    private static final ToolSpec SPEC = ToolSpec.of(
                    "file_operations",
                    Category.FILESYSTEM,
                    "Read, edit, write, list, copy, move and delete files and folders.")
            .aliases("file-operations")
            .tags(
                    "file",
                    "folder",
                    "directory",
                    "read",
                    "write",
                    "edit",
                    "copy",
                    "move",
                    "delete",
                    "tree",
                    "ls",
                    "cat",
                    "cp",
                    "mv",
                    "rm",
                    "mkdir",
                    "head",
                    "open",
                    "save",
                    "rename",
                    "remove",
                    "disk")
            .phrases(
                    "read a file",
                    "replace a text in a file",
                    "show the tree of a folder",
                    "write text to a file",
                    "copy a folder with everything in it",
                    "rename or move a file",
                    "what is in this directory",
                    "delete a file or a folder",
                    "create a new directory",
                    "append text to a file",
                    "is there a file with this name",
                    "how large is this file and when was it changed",
                    "list all markdown files below a folder",
                    "show the last lines of a log",
                    "print the contents of a text file")
            .operation(FileReading.operation())
            .operation(LineReading.operation())
            .operation(writing("write", "Write a file whole, replacing what is there.", Effects.REPLACES)
                    .example("Write a text.", Map.of("path", "a", "input", "hi"), size("a", 2))
                    .example("Write bytes.", Map.of("path", "a", "input", "/w==", "encoding", "base64"), size("a", 1))
                    .handledBy(FileOperations::write))
            .operation(writing("append", "Add to the end of a file, creating it when missing.", Effects.ADDS)
                    .example("Start a file.", Map.of("path", "log", "input", "hi"), size("log", 2))
                    .example(Example.of("Add to a file.", Map.of("path", "note.txt", "input", "you\n"))
                            .with(NOTE)
                            .gives(size("note.txt", 10)))
                    .handledBy((args, context) ->
                            size(args.string("path"), context.files().append(args.string("path"), content(args)))))
            .operation(TextEdit.operation())
            .operation(Operation.of("delete", "Delete a file, a link or a folder.")
                    .main(path(Permission.WRITE))
                    .optional(recursive("Whether a folder is deleted with all in it."))
                    .returns(done("deleted", "How many files, links and folders were deleted."), "deleted")
                    .effects(Effects.DESTROYS)
                    .example(Example.of("Delete a file.", Map.of("path", "note.txt"))
                            .with(NOTE)
                            .gives(Values.map("deleted", 1, "path", "note.txt")))
                    .example(Example.of("Delete a tree.", Map.of("path", "d", "recursive", true))
                            .with(TREE)
                            .gives(Values.map("deleted", 2, "path", "d")))
                    .handledBy((args, context) -> Values.map(
                            "deleted",
                            context.files().delete(args.string("path"), args.bool("recursive")),
                            "path",
                            args.string("path"))))
            .operation(Operation.of("create_dir", "Create a folder and those above it.")
                    .main(path(Permission.WRITE))
                    .returns(
                            Schema.object(
                                    "The folder.",
                                    Field.of("path", Schema.string("The folder.")),
                                    Field.of("created", Schema.bool("Whether it was missing."))),
                            "path")
                    .effects(new Effects(false, false, true, false))
                    .example("Create two folders.", Map.of("path", "a/b"), Values.map("path", "a/b", "created", true))
                    .example(Example.of("A folder that is there stays.", Map.of("path", "d"))
                            .with(TREE)
                            .gives(Values.map("path", "d", "created", false)))
                    .handledBy((args, context) -> Values.map(
                            "path",
                            args.string("path"),
                            "created",
                            context.files().createDirectory(args.string("path")))))
            .operation(Operation.of("list_dir", "List what lies in a folder, sorted by name.")
                    .main(path(Permission.READ))
                    .returns(
                            Schema.object(
                                    "The folder.",
                                    Field.of("entries", Schema.list("What lies in it.", FileFacts.SCHEMA)),
                                    Field.of("count", Schema.integer("How many entries there are."))),
                            "entries")
                    .readOnly()
                    .example(Example.of("Count the entries.", Map.of("path", "."))
                            .with(TREE)
                            .givesAtLeast(Values.map("count", 2)))
                    .example(Example.of("List a folder.", Map.of("path", "d"))
                            .with(TREE)
                            .givesAtLeast(Values.map("count", 1)))
                    .handledBy(FileOperations::list))
            .operation(GlobListing.operation())
            .operation(FolderTree.operation())
            .operation(transfer("copy", "Copy a file or folder.", Permission.READ)
                    .optional(recursive("Whether a folder is copied with all in it."))
                    .returns(
                            Schema.object(
                                    "The copy.",
                                    Field.of("target_path", Schema.string("The copy.")),
                                    Field.of("bytes", Schema.integer("How many bytes were copied."))),
                            "target_path")
                    .effects(Effects.REPLACES)
                    .example(Example.of("Copy a file.", Map.of("source_path", "note.txt", "target_path", "b"))
                            .with(NOTE)
                            .gives(Values.map("target_path", "b", "bytes", 6)))
                    .example(Example.of(
                                    "Copy a tree.", Map.of("source_path", "d", "target_path", "e", "recursive", true))
                            .with(TREE)
                            .gives(Values.map("target_path", "e", "bytes", 2)))
                    .handledBy((args, context) -> Values.map(
                            "target_path",
                            args.string("target_path"),
                            "bytes",
                            context.files()
                                    .copy(
                                            args.string("source_path"),
                                            args.string("target_path"),
                                            args.bool("recursive"),
                                            args.bool("overwrite")))))
            .operation(transfer("move", "Move or rename a file or folder.", Permission.READ, Permission.WRITE)
                    .returns(
                            Schema.object("The move.", Field.of("target_path", Schema.string("Where it is now."))),
                            "target_path")
                    .effects(Effects.DESTROYS)
                    .example(Example.of("Rename a file.", Map.of("source_path", "note.txt", "target_path", "b"))
                            .with(NOTE)
                            .gives(Values.map("target_path", "b")))
                    .example(Example.of("Move a folder.", Map.of("source_path", "d", "target_path", "e"))
                            .with(TREE)
                            .gives(Values.map("target_path", "e")))
                    .handledBy(FileOperations::move))
            .operation(Operation.of("metadata", "Tell what is known of a file or folder.")
                    .main(path(Permission.READ))
                    .optional(Parameter.bool("follow_links", "Whether a link stands for what it points to.")
                            .otherwise(true))
                    .returns(FileFacts.SCHEMA, "type")
                    .readOnly()
                    .example(Example.of("Tell the size of a file.", Map.of("path", "note.txt"))
                            .with(NOTE)
                            .givesAtLeast(Values.map("type", "file", "size", 6)))
                    .example(Example.of("Tell that it is a folder.", Map.of("path", "d"))
                            .with(TREE)
                            .givesAtLeast(Values.map("type", "directory", "size", 0)))
                    .handledBy(FileOperations::metadata))
            .operation(Operation.of("exists", "Tell whether something is there.")
                    .main(path(Permission.READ))
                    .returns(Schema.bool("Whether it is there."))
                    .readOnly()
                    .example(Example.of("Find a file.", Map.of("path", "note.txt"))
                            .with(NOTE)
                            .gives(true))
                    .example("Find nothing.", Map.of("path", "nothing"), false)
                    .handledBy((args, context) -> context.files().exists(args.string("path"))));

    private static Parameter path(Permission permission) {
        return Parameter.path("path", "The file or folder.").needs(permission);
    }

    private static Parameter encoding() {
        return Parameter.text("encoding", "How the content is written: as text, or as base64 of any bytes.")
                .oneOf("utf-8", "base64")
                .otherwise("utf-8");
    }

    private static Parameter recursive(String meaning) {
        return Parameter.bool("recursive", meaning).otherwise(false);
    }

    private static Operation writing(String name, String summary, Effects effects) {
        return Operation.of(name, summary)
                .main(path(Permission.WRITE))
                .required(Parameter.text("input", "The content.").alias("content"))
                .optional(encoding())
                .returns(done("size", "The file's size in bytes afterwards."), "size")
                .effects(effects);
    }

    private static Operation transfer(String name, String summary, Permission... source) {
        return Operation.of(name, summary)
                .required(Parameter.path("source_path", "What is there.")
                        .alias("source", "from")
                        .needs(source))
                .required(Parameter.path("target_path", "Where it goes, its name included.")
                        .alias("target", "to")
                        .needs(Permission.WRITE))
                .optional(Parameter.bool("overwrite", "Whether what is at the target is replaced.")
                        .otherwise(false));
    }

    private static Schema done(String count, String meaning) {
        return Schema.object(
                "What was done.",
                Field.of(count, Schema.integer(meaning)),
                Field.of("path", Schema.string("What it was done to.")));
    }

    private static Map<String, @Nullable Object> size(String path, long size) {
        return Values.map("size", size, "path", path);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object write(Args args, ToolContext context) {
        byte[] content = content(args);
        context.files().write(args.string("path"), content);
        return size(args.string("path"), content.length);
    }

    private static byte[] content(Args args) {
        if (args.string("encoding").equals("utf-8")) {
            return args.string("input").getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(args.string("input").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("input: not base64: " + e.getMessage());
        }
    }

    private static Object list(Args args, ToolContext context) {
        List<Object> entries = new ArrayList<>();
        for (FileInfo info : context.files().list(args.string("path"))) {
            context.checkCancelled();
            entries.add(FileFacts.of(info));
        }
        return Values.map("entries", entries, "count", entries.size());
    }

    private static Object move(Args args, ToolContext context) {
        context.files().move(args.string("source_path"), args.string("target_path"), args.bool("overwrite"));
        return Values.map("target_path", args.string("target_path"));
    }

    private static Object metadata(Args args, ToolContext context) {
        String path = args.string("path");
        return FileFacts.of(
                args.bool("follow_links")
                        ? context.files().info(path)
                        : context.files().linkInfo(path));
    }
}
