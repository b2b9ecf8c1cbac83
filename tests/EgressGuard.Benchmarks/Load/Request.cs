using System.Globalization;
using System.Text;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;

namespace EgressGuard.Benchmarks.Load;

/// <summary>A review as the bytes of an HTTP/1.1 request, made before the clock runs.</summary>
internal sealed class Request
{
    public Request(Review review)
    {
        var path = review.Phase == AdmissionPhase.Mutate ? "mutate" : "validate";
        var length = review.Body.Length.ToString(CultureInfo.InvariantCulture);
        var head = $"POST /{path}?timeout=10s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
        Bytes = [.. Encoding.ASCII.GetBytes(head), .. review.Body.Span];
        IsAllowed = review.IsAllowed;
    }

    public byte[] Bytes { get; }

    public bool IsAllowed { get; }
}
