using System.CommandLine;
using System.CommandLine.Parsing;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary>The command line as a whole: the commands, and what becomes of everything that can go wrong.</summary>
internal static class RootCommandLine
{
    private static readonly (string Name, Func<Terminal, Command> Create)[] Commands =
    [
        ("check", CheckCommand.Create),
        ("audit", AuditCommand.Create),
        ("probe", ProbeCommand.Create),
        ("mutate", MutateCommand.Create),
        ("review", ReviewCommand.Create),
        ("explain", ExplainCommand.Create),
        ("map", MapCommand.Create),
        ("rules", RulesCommand.Create),
        ("policy", PolicyCommand.Create),
        ("definitions", DefinitionsCommand.Create),
        ("scaffold", ScaffoldCommand.Create),
    ];

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal)
    {
        var root = new RootCommand("EgressGuard: keeps what leaves an Istio mesh on the egress gateway. The verdicts of the webhook, on files and clusters.");

        // A command that is named needs none of the others, and to make them all takes time that a person waits for.
        var isNamed = args.Length > 0 && Array.Exists(Commands, command => command.Name == args[0]);
        foreach (var (name, create) in Commands)
        {
            if (!isNamed || name == args[0])
            {
                root.Add(create(terminal));
            }
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Error.WriteLine($"egressguard: {error.Message}");
            }

            terminal.Error.WriteLine($"Try: egressguard {Path(parsed.CommandResult)}--help");
            return ExitCode.Unusable;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception exception) when (exception is UsageException or ManifestException)
        {
            terminal.Error.WriteLine($"egressguard: {exception.Message}");
            return ExitCode.Unusable;
        }
    }

    /// <summary>The commands that lead to the one at fault, each followed by a space; "" for the root itself.</summary>
    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)}{result.Command.Name} " : "";
}
