using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Maps;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard map</c>: every external host that the mesh declares, and how each namespace reaches it.</summary>
internal static class MapCommand
{
    public static Command Create(Terminal terminal)
    {
        var inputs = new InputOptions();
        var output = Choice.Option("--output", "The format.", "text", "json", "mermaid", "dot", "html");
        output.Aliases.Add("-o");
        var command = new Command(
            "map",
            "Map every host that ServiceEntries declare: which namespaces reach it, and which way. The manifests are taken to be the whole "
            + "mesh. Exit code 0: nothing leaves directly or loops; 1: something does; 2: wrong usage or unreadable input.")
        {
            inputs.Paths, inputs.Policy, inputs.Namespace, output, inputs.Recursive,
        };
        command.SetAction(parsed =>
        {
            var policy = InputOptions.ReadPolicy(parsed.GetValue(inputs.Policy));
            var input = MeshInput.Read(parsed, inputs, policy, terminal);
            var map = EgressMap.Of(input.Mesh, policy);
            Write(map, parsed.GetValue(output)!, policy, input, terminal);
            return map.Entries.Any(entry => entry.Reaches.Any(path => OutcomeText.IsBad(path.Outcome))) ? ExitCode.Findings : ExitCode.Clean;
        });
        return command;
    }

    private static void Write(EgressMap map, string format, EgressPolicy policy, MeshInput input, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                MapJson.Write(map, terminal.Output);
                break;
            case "mermaid":
                MermaidMap.Write(map, policy, terminal.Output);
                break;
            case "dot":
                DotMap.Write(map, policy, terminal.Output);
                break;
            case "html":
                HtmlMap.Write(map, policy, terminal.Output, MeshNotes.WholeMesh(input));
                break;
            default:
                MapText.Write(map, MapNotes.Of(map, policy, input), terminal.Output, terminal.IsColoured);
                break;
        }
    }
}
