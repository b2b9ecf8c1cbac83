using System.Collections.Immutable;
using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard explain</c>: the way that traffic takes from a namespace to a host, and why.</summary>
internal static class ExplainCommand
{
    /// <summary>The ports to ask for where nobody declares one: those of nearly everything that is outside.</summary>
    private static readonly ImmutableArray<int> UsualPorts = [443, 80];

    public static Command Create(Terminal terminal)
    {
        var inputs = new InputOptions();
        var from = FromOption();
        var host = HostOption();
        var port = PortOption();
        var output = Choice.Option("--output", "The format.", "text", "json");
        output.Aliases.Add("-o");
        var command = new Command(
            "explain",
            "Tell which way traffic takes from a namespace to a host, and why. The manifests are taken to be the whole mesh. "
            + "Exit code 0: nothing leaves directly or loops; 1: something does; 2: wrong usage or unreadable input.")
        {
            inputs.Paths, from, host, port, inputs.Policy, inputs.Namespace, output, inputs.Recursive,
        };
        command.SetAction(parsed =>
        {
            var policy = InputOptions.ReadPolicy(parsed.GetValue(inputs.Policy));
            var input = MeshInput.Read(parsed, inputs, policy, terminal);
            var (client, name) = (parsed.GetValue(from)!, HostName.Normalize(parsed.GetValue(host)!));
            var finder = new EgressPaths(input.Mesh, policy);
            var declared = finder.PortsOf(client, name);
            var asked = parsed.GetValue(port);
            var ports = asked is { } one ? [one] : declared.Count > 0 ? declared : UsualPorts;
            var paths = ports.Select(number => finder.Find(new PathQuestion(client, name, number))).ToList();
            if (parsed.GetValue(output) == "json")
            {
                PathJson.Write(paths, terminal.Output);
            }
            else
            {
                var guessed = asked is null && declared.Count == 0 ? UsualPorts : [];
                var notes = ExplainNotes.Of(client, name, isDeclared: declared.Count > 0, guessed, input);
                new PathText(input.Places, terminal.Output, terminal.IsColoured).Write(paths, notes);
            }

            return paths.Any(path => OutcomeText.IsBad(path.Outcome)) ? ExitCode.Findings : ExitCode.Clean;
        });
        return command;
    }

    private static Option<string> FromOption()
    {
        var from = new Option<string>("--from") { Description = "The clients' namespace.", HelpName = "NAMESPACE", Required = true };
        from.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsNamespace(token.Value))
            {
                result.AddError($"'{token.Value}' cannot be a namespace; give the name of the namespace that the clients run in.");
            }
        });
        return from;
    }

    private static Option<string> HostOption()
    {
        var host = new Option<string>("--host")
        {
            Description = "The host that clients call, or a pattern such as *.example.com for the names under it that nobody mentions.",
            HelpName = "HOST",
            Required = true,
        };
        host.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && HostArgument.Problem(token.Value) is { } problem)
            {
                result.AddError(problem);
            }
        });
        return host;
    }

    private static Option<int?> PortOption()
    {
        var port = new Option<int?>("--port")
        {
            Description = "The port that clients call. Default: every port that a ServiceEntry declares for the host; where none does, 443 and 80.",
            HelpName = "N",
            CustomParser = result =>
            {
                if (ushort.TryParse(result.Tokens[0].Value, out var number) && number > 0)
                {
                    return number;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no port; give a number from 1 to 65535.");
                return null;
            },
        };
        return port;
    }

    private static bool IsNamespace(string written) =>
        written.Length is > 0 and <= 63 && written.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
