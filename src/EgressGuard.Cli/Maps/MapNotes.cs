using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>What people should know of a map that is not on it.</summary>
internal static class MapNotes
{
    /// <summary>The notes, each a line.</summary>
    public static IEnumerable<string> Of(EgressMap map, EgressPolicy policy, MeshInput input)
    {
        if (MapSummary.FirstBad(map) is { } bad)
        {
            var (client, host, port) = bad.Question;
            yield return FormattableString.Invariant(
                $"Why: egressguard explain --from {ShellWord(client)} --host {ShellWord(host)} --port {port}, with the same policy and paths.");
        }

        if (policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny)
        {
            yield return "Hosts that no ServiceEntry declares are not on the map. They leave directly: the policy says outboundTrafficPolicy ALLOW_ANY.";
        }

        if (MeshNotes.WholeMesh(input) is { } absence)
        {
            yield return absence;
        }
    }

    /// <summary>A star is for the shell unless it is quoted.</summary>
    private static string ShellWord(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? name : $"'{name}'";
}
