using System.Collections.Immutable;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Everything that docs/bypass-matrix.md shows.</summary>
internal static class BypassMatrix
{
    /// <summary>How many classes of bypass there are.</summary>
    public const int ClassCount = 37;

    /// <summary>How many threats the model of SIG Security lists.</summary>
    public const int ThreatCount = 18;

    /// <summary>The classes.</summary>
    public static ImmutableArray<BypassGroup> Classes { get; } =
        [ApiSurfaceRows.Group, ScopeRows.Group, AvailabilityRows.Group, ExemptionRows.Group, MutationRows.Group];

    /// <summary>The threats.</summary>
    public static BypassGroup Threats => ThreatRows.Group;

    /// <summary>All rows.</summary>
    public static IEnumerable<BypassRow> Rows => Classes.SelectMany(group => group.Rows).Concat(Threats.Rows);
}
