using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Samples;

/// <summary>What a user copies into a CI system can be read there, and calls the command line as it is.</summary>
public sealed partial class ContinuousIntegrationFileTests
{
    private static readonly string Root = Repository.PathOf("deploy", "ci");

    /// <summary>Of the command line's contract, what the files use.</summary>
    private static readonly string[] KnownOptions = ["-R", "--namespace", "--output github", "--output sarif", "--output junit"];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Root, "*.yaml")
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_says_one_thing(string file)
    {
        var manifest = Read(file);

        // Nothing here is a Kubernetes object; whatever else the reader finds odd, another reader may find different.
        Assert.DoesNotContain(manifest.Issues, issue => issue.Kind != ManifestIssueKind.MissingKind);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_command_line_is_called_with_what_it_knows(string file)
    {
        var calls = Strings(JsonSerializer.Deserialize<JsonElement>(Read(file).Json.Span))
            .SelectMany(text => Call().Matches(text).Select(match => match.Value))
            .ToList();

        Assert.NotEmpty(calls);
        Assert.All(
            calls.SelectMany(call => Option().Matches(call).Select(match => match.Value.Trim())),
            option => Assert.Contains(option, KnownOptions));
    }

    [Fact]
    public void The_example_of_a_hook_is_the_hook()
    {
        var hook = JsonSerializer.Deserialize<JsonElement>(Read("pre-commit-hooks.yaml").Json.Span).GetProperty("content")[0];
        var example = JsonSerializer.Deserialize<JsonElement>(Read("pre-commit-config.example.yaml").Json.Span)
            .GetProperty("repos")[0].GetProperty("hooks")[0];

        foreach (var name in (ReadOnlySpan<string>)["id", "name", "entry", "language", "pass_filenames", "require_serial"])
        {
            Assert.True(JsonElement.DeepEquals(hook.GetProperty(name), example.GetProperty(name)), $"The two disagree on {name}.");
        }
    }

    /// <summary>One document; the reader takes mappings only, so what is a sequence becomes the content of one.</summary>
    private static Manifest Read(string file)
    {
        var text = File.ReadAllText(Path.Combine(Root, file));
        var isSequence = text.Split('\n').First(line => line.Length > 0 && line[0] != '#').StartsWith("- ", StringComparison.Ordinal);
        return Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(isSequence ? "content:\n" + text : text), file));
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };

    [GeneratedRegex("egressguard check[^|>\n]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();

    [GeneratedRegex(" (--output [^ ]+|-[-A-Za-z]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();
}
