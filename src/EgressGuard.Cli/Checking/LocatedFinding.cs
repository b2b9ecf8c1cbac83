using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Checking;

/// <summary>A finding and where its place was written.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Line">The line in the source, counted from 1.</param>
/// <param name="Column">The column, counted from 1.</param>
internal sealed record LocatedFinding(Finding Finding, int Line, int Column);
