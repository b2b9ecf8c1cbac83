using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>What kube-apiserver 1.33 really sent, over HTTPS to the running webhook.</summary>
public sealed class RecordedReviewsTests(DefaultWebhook webhook)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "admission-reviews");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_are_there() => Assert.Equal(92, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_one_is_answered_as_the_API_server_demands(string file)
    {
        var body = await File.ReadAllBytesAsync(Path.Combine(Folder, file));
        using var review = JsonDocument.Parse(body);
        var uid = review.RootElement.GetProperty("request").GetProperty("uid").GetString()!;
        var phase = file.Contains(".mutating.", StringComparison.Ordinal) ? AdmissionPhase.Mutate : AdmissionPhase.Validate;

        var answer = await webhook.Process.ReviewAsync(phase, uid, body);

        Assert.True(phase == AdmissionPhase.Validate || answer.Allowed, "Mutation refuses nothing.");
        Assert.True(answer.Allowed || answer.Code == 403, "What an API server sends is never malformed.");
    }
}
