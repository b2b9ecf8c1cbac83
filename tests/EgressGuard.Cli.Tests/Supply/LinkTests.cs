using System.Text.RegularExpressions;
using EgressGuard.Cli.Tests.Doors;

namespace EgressGuard.Cli.Tests.Supply;

/// <summary>Links of the pages lead somewhere: to a file of the repository, and to a heading in it where they name one.</summary>
public sealed partial class LinkTests
{
    /// <summary>The pages, as paths from the root.</summary>
    public static TheoryData<string> Pages =>
    [
        "README.md", "SECURITY.md", .. Directory.GetFiles(Path.Combine(Corpus.Root, "docs"), "*.md").Select(file => Path.GetRelativePath(Corpus.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_are_there(string page)
    {
        var file = Path.Combine(Corpus.Root, page);
        Assert.All(Link().Matches(File.ReadAllText(file)).Select(link => link.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal)), to =>
        {
            var parts = to.Split('#', 2);
            var target = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, parts[0]);
            Assert.True(Path.Exists(target), to);
            if (parts.Length == 2)
            {
                Assert.Contains(parts[1], File.ReadLines(target).Where(line => line.StartsWith('#')).Select(Anchor));
            }
        });
    }

    /// <summary>A heading as links name it.</summary>
    private static string Anchor(string heading) =>
        NoLetter().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 _-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoLetter();
}
