using System.Buffers;
using System.Collections.Immutable;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>
/// The answer to one request body. Either a review, which the API server takes as the answer whatever it says, or
/// <see cref="Unreadable"/>, when no uid could be read and a review would have nobody to go to.
/// </summary>
public sealed record AdmissionAnswer
{
    /// <summary>The request as it was read.</summary>
    public AdmissionRequest Request { get; init; } = new();

    /// <summary>The uid that the answer repeats; null when there is no review to give.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether the request goes through.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>Why not, as an HTTP status; 0 when the request goes through.</summary>
    public RefusalCode Code { get; init; }

    /// <summary>Why not, for people; "" when the request goes through.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the author of the request sees although it goes through. No control characters.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What is added to the object; empty for nothing.</summary>
    public ImmutableArray<PatchOperation> Patch { get; init; } = [];

    /// <summary>The verdict behind the answer.</summary>
    public Verdict Verdict { get; init; } = Verdict.Clean;

    /// <summary>The fault that kept the guard from a verdict, for the log; null when there was none.</summary>
    public Exception? Fault { get; init; }

    /// <summary>An answer to a body without a readable uid: not a review, so the caller must send it as an HTTP error.</summary>
    public static AdmissionAnswer Unreadable(string message) => new() { Message = message };

    /// <summary>Writes the AdmissionReview. Only for answers with a <see cref="Uid"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no uid.</exception>
    public void WriteTo(IBufferWriter<byte> output) => AdmissionResponseWriter.Write(this, output);
}

/// <summary>Why a request was refused, in the words that steer kubectl's first line (engineering.md 3.1).</summary>
public enum RefusalCode
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The review itself is not what its API document says.</summary>
    BadRequest = 400,

    /// <summary>A rule of the policy.</summary>
    Forbidden = 403,

    /// <summary>The object cannot be read.</summary>
    Invalid = 422,

    /// <summary>The guard failed.</summary>
    InternalError = 500,

    /// <summary>The guard ran out of time.</summary>
    Timeout = 504,
}
