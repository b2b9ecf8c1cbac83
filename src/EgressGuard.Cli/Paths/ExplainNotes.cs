using System.Collections.Immutable;
using EgressGuard.Cli.Inputs;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Paths;

/// <summary>What people should know of an answer that is not in it: mostly, that the input was not what they thought.</summary>
internal static class ExplainNotes
{
    /// <summary>The notes, each a line.</summary>
    /// <param name="client">The clients' namespace.</param>
    /// <param name="host">The host.</param>
    /// <param name="isDeclared">Whether some ServiceEntry that the clients see declares it.</param>
    /// <param name="guessed">The ports, where neither the command line nor a ServiceEntry named one.</param>
    /// <param name="input">The input.</param>
    public static IEnumerable<string> Of(string client, string host, bool isDeclared, ImmutableArray<int> guessed, MeshInput input)
    {
        if (!isDeclared)
        {
            var ports = guessed.IsEmpty ? "" : $", so ports {string.Join(" and ", guessed)} were asked for";
            yield return $"No ServiceEntry that namespace {client} sees declares {host}{ports}.";
        }

        if (!input.Namespaces.Contains(client))
        {
            var hint = NearestName.Hint(client, input.Namespaces);
            yield return $"Nothing in the input is in namespace {client}{(hint.Length > 0 ? hint : ".")}";
        }

        if (MeshNotes.WholeMesh(input) is { } absence)
        {
            yield return absence;
        }
    }
}
