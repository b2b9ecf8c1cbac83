using EgressGuard.Testing;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary><c>review</c> gives the webhook's bytes, and says what it cannot answer.</summary>
public sealed class ReviewParityTests
{
    [Fact]
    public async Task Every_recorded_review_has_the_same_bytes_in_both_phases()
    {
        await using var webhook = await WebhookProcess.StartAsync();
        var files = Corpus.Reviews.ToList();
        Assert.Equal(92, files.Count);
        foreach (var file in files)
        {
            var body = await File.ReadAllBytesAsync(file);
            await AssertSameAsync(webhook, "/validate", body, file, CommandLine.Run("review", file));
            await AssertSameAsync(webhook, "/mutate", body, file, CommandLine.RunWith(body, "review", "--mutate"));
        }
    }

    [Fact]
    public async Task A_mesh_of_files_is_the_same_mesh()
    {
        var directory = Path.Combine(Corpus.Root, "deploy", "samples", "compliant");
        await using var webhook = await WebhookProcess.StartAsync("--context", directory);
        foreach (var file in Corpus.Reviews.Where(file => Path.GetFileName(file).Contains("create", StringComparison.Ordinal)))
        {
            var body = await File.ReadAllBytesAsync(file);
            await AssertSameAsync(webhook, "/validate", body, file, CommandLine.Run("review", file, "--context", directory));
        }
    }

    [Fact]
    public async Task The_process_writes_bytes_and_nothing_else()
    {
        var file = Corpus.Reviews.First(name => name.EndsWith("pod-create.validating.json", StringComparison.Ordinal));

        var run = await CommandLineProcess.RunAsync("review", file);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(CommandLine.Run("review", file).Raw, System.Text.Encoding.UTF8.GetBytes(run.Output));
        Assert.EndsWith("}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"request\":{\"uid\":\"\"}}")]
    [InlineData("kind: AdmissionReview")]
    public void Without_a_uid_there_is_no_answer(string body)
    {
        var run = CommandLine.RunWith(body, "review");

        Assert.Equal((2, "", 0), (run.ExitCode, run.Output, run.Raw.Length));
        Assert.StartsWith("egressguard: This is not a review that can be answered: ", run.Error, StringComparison.Ordinal);
    }

    private static async Task AssertSameAsync(WebhookProcess webhook, string path, byte[] body, string file, CommandLine run)
    {
        using var response = await webhook.PostAsync(path, body);
        var expected = await response.Content.ReadAsByteArrayAsync();

        Assert.True(expected.AsSpan().SequenceEqual(run.Raw), $"{path} {file}: {System.Text.Encoding.UTF8.GetString(run.Raw)}");
        Assert.Equal(System.Text.Encoding.UTF8.GetString(expected).Contains("\"allowed\":true", StringComparison.Ordinal) ? 0 : 1, run.ExitCode);
    }
}
