using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Checking;

/// <summary>A finding and where its place was written.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Line">The line in the source, counted from 1; 0 for an object of a cluster.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1; 0 likewise.</param>
internal sealed record LocatedFinding(Finding Finding, int Line, int Column)
{
    /// <summary>The line of the anchor, where the value came through a YAML alias: that is where it must be mended.</summary>
    public int? AnchorLine { get; init; }
}
