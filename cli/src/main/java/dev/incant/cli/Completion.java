package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import java.util.List;

/// `incant completion`: prints what a shell needs to complete Incant's command lines. The shell then asks the hidden
/// command `complete-words`, so that tools and parameters are always those that there are.
final class Completion implements Command {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private static final String BASH = """
            _incant() {
                local line
                COMPREPLY=()
                while IFS= read -r line; do
                    COMPREPLY+=("$line")
                done < <("${COMP_WORDS[0]}" complete-words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
                [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
            }
            COMP_WORDBREAKS=${COMP_WORDBREAKS//=/}
            complete -o default -F _incant incant
            """;

    private static final String ZSH = """
            #compdef incant
            _incant() {
                local -a found
                found=("${(@f)$("${words[1]}" complete-words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
                found=(${found:#})
                if (( ${#found} )); then
                    [[ ${found[1]} == *= ]] && compadd -S '' -- $found || compadd -- $found
                else
                    _files
                fi
            }
            compdef _incant incant
            """;

    private static final String FISH = """
            function __incant_complete
                set -l words (commandline -opc) (commandline -ct)
                $words[1] complete-words -- $words[2..] 2>/dev/null
            end
            complete -c incant -a '(__incant_complete)'
            """;

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "bash|zsh|fish",
                "Print what a shell needs to complete commands, tools and parameters.",
                "For bash: source <(incant completion bash). For zsh: write it to _incant in a folder of $fpath. For fish: "
                        + "write it to ~/.config/fish/completions/incant.fish.",
                new Help.Example("incant completion bash", "prints it for bash"),
                new Help.Example("incant completion fish", "prints it for fish"));
    }

    @Override
    public int run(Invocation invocation) {
        String shell = invocation.words().size() == 1 ? invocation.words().getFirst() : "";
        String script = switch (shell) {
            case "bash" -> BASH;
            case "zsh" -> ZSH;
            case "fish" -> FISH;
            default ->
                throw Arguments.usage(
                        shell.isEmpty()
                                ? "name a shell: bash, zsh or fish"
                                : "no completion for '" + shell + "'" + Nearest.hint(shell, SHELLS)
                                        + " There are: bash, zsh, fish",
                        this);
        };
        invocation.terminal().out().print(script);
        return 0;
    }
}
