using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>An answer as it came over HTTP.</summary>
internal sealed record Answer(int Status, string? ContentType, byte[] Body)
{
    public static async Task<Answer> ToAsync(HttpClient client, AdmissionPhase phase, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var path = phase == AdmissionPhase.Validate ? "/validate?timeout=25s" : "/mutate?timeout=25s";
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>The answer of the reviewer in this process, by what a webhook without any option judges by.</summary>
    public static AdmissionAnswer InProcess(AdmissionPhase phase, byte[] body) => AdmissionReviewer.Review(phase, body, new JudgingBasis(
        MeshSnapshot.Empty.ForDomain(EgressPolicy.Default.Mesh.ClusterDomain), EgressPolicy.Default, ExemptionSet.Empty, DateTimeOffset.UtcNow));

    /// <summary>Fails unless this is what the reviewer in this process answers, in a form that the API server takes, or an HTTP error without a review.</summary>
    public ReviewResponse? IsThat(AdmissionPhase phase, AdmissionAnswer expected)
    {
        Assert.Null(expected.Fault);
        if (expected.Uid is null)
        {
            Assert.Equal((400, expected.Message + "\n"), (Status, Encoding.UTF8.GetString(Body)));
            return null;
        }

        var review = new ArrayBufferWriter<byte>();
        expected.WriteTo(review);
        Assert.Equal((200, Encoding.UTF8.GetString(review.WrittenSpan)), (Status, Encoding.UTF8.GetString(Body)));
        return ApiServerContract.Verify(phase, expected.Uid, Status, ContentType, Body);
    }
}
