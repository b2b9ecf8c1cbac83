namespace EgressGuard.Core.Admission;

/// <summary>What could be read of a request body. Whatever else is wrong with it, a uid that was read is kept: it is the key to an answer.</summary>
/// <param name="Uid">The request's uid; null when none could be read.</param>
/// <param name="Request">The request; complete only when there is no problem.</param>
/// <param name="Problem">What is wrong with the body, as a clause; null when nothing is.</param>
internal sealed record AdmissionEnvelope(string? Uid, AdmissionRequest Request, string? Problem);
