using EgressGuard.Cli.Inputs;

namespace EgressGuard.Cli.Paths;

/// <summary>What people should know of an input that was taken to be the whole mesh.</summary>
internal static class MeshNotes
{
    /// <summary>That it cannot well be one; null when it may.</summary>
    public static string? WholeMesh(MeshInput input)
    {
        var absent = string.Join(" and no ", input.Absent);
        return absent.Length == 0 ? null : $"The input has no {absent}, and is taken to be the whole mesh.";
    }
}
