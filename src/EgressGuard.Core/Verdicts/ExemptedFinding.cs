namespace EgressGuard.Core.Verdicts;

/// <summary>A finding that does nothing for now, because an exemption covers it.</summary>
/// <param name="Finding">The finding, with the action that it would have.</param>
/// <param name="Exemption">The exemption's name.</param>
/// <param name="Expires">From when on the finding does what it says.</param>
public sealed record ExemptedFinding(Finding Finding, string Exemption, DateTimeOffset Expires);
