using System.CommandLine;
using EgressGuard.Cli.Scaffolding;
using EgressGuard.Cli.Scaffolding.Patterns;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard scaffold</c>: the complete set of manifests that opens one external host through the egress gateway.</summary>
internal static class ScaffoldCommand
{
    public static Command Create(Terminal terminal)
    {
        var host = new Option<string?>("--host")
        {
            Description = "Required. The host: one DNS name outside the cluster. A host has one set; only one with --mode http goes beside "
                + "one with a passthrough mode.",
            HelpName = "HOST",
        };
        var mode = new Option<string?>("--mode") { Description = DescribeModes(), HelpName = string.Join('|', Modes()) };
        var @namespace = new Option<string?>("--namespace", "-n")
        {
            Description = "Required. The namespace that owns the set and whose pods use the host.",
            HelpName = "NS",
        };
        var port = new Option<string?>("--port")
        {
            Description = "The port of the host. Default: 80 with --mode http, else 443.",
            HelpName = "N",
        };
        var exportTo = new Option<string[]>("--export-to")
        {
            Description = "Further namespaces whose pods use the host. Each gets a DestinationRule of its own.",
            HelpName = "NS",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var name = new Option<string?>("--name")
        {
            Description = "The name of the objects. Default: made from the host.",
            HelpName = "NAME",
        };
        var gateway = new Option<string?>("--gateway")
        {
            Description = "Which egress gateway of the policy. Default: its first.",
            HelpName = "NAMESPACE/SERVICE",
        };
        var policyFile = new InputOptions().Policy;
        var context = ContextOption.Create("Manifests with the Namespaces, where the policy takes labels from them");
        var output = Choice.Option("--output", "YAML with a comment for each object, or JSON.", "yaml", "json");
        output.Aliases.Add("-o");
        var command = new Command(
            "scaffold",
            "Write the complete set of manifests that opens an external host through the egress gateway, as admission takes it. "
            + "Exit code 0: written; 2: wrong usage, or a policy that does not admit the set.")
        {
            host, mode, @namespace, port, exportTo, name, gateway, policyFile, context, output,
        };
        command.SetAction(parsed =>
        {
            var options = new ScaffoldOptions
            {
                Host = parsed.GetValue(host),
                Port = parsed.GetValue(port),
                Mode = parsed.GetValue(mode),
                Namespace = parsed.GetValue(@namespace),
                Name = parsed.GetValue(name),
                ExportTo = [.. parsed.GetValue(exportTo) ?? []],
                Gateway = parsed.GetValue(gateway),
            };
            var request = options.Read(InputOptions.ReadPolicy(parsed.GetValue(policyFile)));
            var set = ScaffoldSet.Of(request, [.. ContextOption.Read(parsed.GetValue(context) ?? [], terminal.Input)]);
            if (parsed.GetValue(output) == "json")
            {
                set.WriteJson(terminal.Output);
            }
            else
            {
                set.WriteYaml(terminal.Output);
            }

            WriteNotes(options, request, set, terminal.Error);
            return ExitCode.Clean;
        });
        return command;
    }

    private static void WriteNotes(ScaffoldOptions options, ScaffoldRequest request, ScaffoldSet set, TextWriter error)
    {
        if (options.Host != request.Host)
        {
            error.WriteLine($"egressguard: the host is written as {request.Host}, the form in which Istio compares hosts");
        }

        if (request.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient))
        {
            error.WriteLine(
                "egressguard: the set is for pods with a sidecar; pods in ambient mode see the host, too, and do not apply its routes");
        }

        foreach (var sentence in set.Untold)
        {
            error.WriteLine($"egressguard: {sentence}");
        }
    }

    private static string DescribeModes() =>
        "Required. What the application speaks, and how it goes on.\n"
        + string.Join('\n', ScaffoldPattern.All.Select(pattern => $"{pattern.Mode}: {pattern.Description}"));

    private static IEnumerable<string> Modes() => ScaffoldPattern.All.Select(pattern => pattern.Mode);
}
