using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.Corpus;

/// <summary>One review, and whether it is to be allowed.</summary>
internal sealed record Review(ObjectKind Kind, AdmissionPhase Phase, ReadOnlyMemory<byte> Body, bool IsAllowed);
