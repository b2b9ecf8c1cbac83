namespace EgressGuard.Cli.Probing;

/// <summary>What became of something that was tried.</summary>
/// <param name="Probe">What was tried.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">Why: the rules that refused it, or the API server's words; "" where there is nothing to say.</param>
internal sealed record ProbeResult(Probe Probe, ProbeOutcome Outcome, string Detail)
{
    /// <summary>Whether something slipped past, or something in order did not get through.</summary>
    public bool IsFailure => Outcome == (Probe.IsControl ? ProbeOutcome.RefusedByGuard : ProbeOutcome.Admitted);
}

/// <summary>What the API server did with something that was tried.</summary>
internal enum ProbeOutcome
{
    /// <summary>EgressGuard refused it.</summary>
    RefusedByGuard,

    /// <summary>Somebody else did: Istio, Pod Security, a schema.</summary>
    RefusedByOthers,

    /// <summary>It would have been stored.</summary>
    Admitted,

    /// <summary>It could not be tried: the kind is not installed, or permissions do not suffice.</summary>
    NotApplicable,
}
