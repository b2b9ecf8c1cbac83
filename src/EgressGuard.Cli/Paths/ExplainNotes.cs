using System.Collections.Immutable;
using EgressGuard.Cli.Inputs;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Paths;

/// <summary>What people should know of an answer that is not in it: mostly, that the input was not what they thought.</summary>
internal static class ExplainNotes
{
    /// <summary>The notes, each a line.</summary>
    /// <param name="question">The first question.</param>
    /// <param name="isDeclared">Whether some ServiceEntry that the clients see declares the host.</param>
    /// <param name="ports">The ports that were asked for.</param>
    /// <param name="input">The input.</param>
    public static IEnumerable<string> Of(PathQuestion question, bool isDeclared, ImmutableArray<int> ports, MeshInput input)
    {
        if (!isDeclared)
        {
            yield return $"No ServiceEntry that namespace {question.Namespace} sees declares {question.Host}; "
                + $"asked for port{(ports.Length == 1 ? "" : "s")} {string.Join(" and ", ports)}.";
        }

        if (!input.Mentions(question.Namespace))
        {
            yield return $"Nothing in the input is in namespace {question.Namespace}.";
        }

        if (MeshNotes.WholeMesh(input) is { } absence)
        {
            yield return absence;
        }
    }
}
