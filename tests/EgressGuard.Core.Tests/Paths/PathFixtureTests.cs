using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// Holds the engine to paths that were derived by hand from the specification (istio-egress.md 2.11, 3.1, 3.2, 4.6 to 4.11), and the
/// rules to what they say of these sets: each pattern as it should be, and each thing that its objects must agree on, broken alone.
/// </summary>
public sealed class PathFixtureTests
{
    public static TheoryData<string> Cases => [.. PathFixtureFiles.Cases];

    private static IEnumerable<string> Broken => PathFixtureFiles.Cases.Where(name => !PathFixtureFiles.IsCompliant(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Paths_are_the_specifications(string name)
    {
        var fixture = PathFixture.Load(PathFixtureFiles.Mesh(name));
        var paths = new EgressPaths(fixture.Mesh, fixture.Policy);
        var expected = ExpectedPath.Read(PathFixtureFiles.Expected(name)).ToList();

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(path => path.Text), expected.Select(path => ExpectedPath.Write(paths.Find(path.Question))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rules_say_what_they_said(string name)
    {
        var findings = PathFixture.Load(PathFixtureFiles.Mesh(name)).Findings().ToList();

        Repository.AssertIsCurrent(PathFixtureFiles.Findings(name), string.Concat(findings.Select(finding => finding + "\n")));
    }

    [Fact]
    public void Every_pattern_has_a_compliant_set_and_broken_ones()
    {
        for (var pattern = 1; pattern <= 12; pattern++)
        {
            var cases = PathFixtureFiles.Cases.Where(name => PathFixtureFiles.PatternOf(name) == $"p{pattern}").ToList();

            Assert.Contains($"p{pattern}/{PathFixtureFiles.Compliant}", cases);
            Assert.True(cases.Count(name => !PathFixtureFiles.IsCompliant(name)) >= 3, $"P{pattern} has too few broken sets.");
        }

        Assert.True(Broken.Count() >= 60);
    }

    [Fact]
    public void Every_fault_occurs()
    {
        var told = PathFixtureFiles.Cases.SelectMany(name => ExpectedPath.Read(PathFixtureFiles.Expected(name)))
            .SelectMany(path => path.Text.Split(' ')[3..]).ToHashSet();

        Assert.Empty(Enum.GetNames<PathFaultCode>().Except(told));
    }

    [Fact]
    public void Every_row_of_the_checklist_is_broken_somewhere()
    {
        var named = Broken.SelectMany(name => PathFixtureFiles.Heading(name).Split(' ', ',', ':')).ToHashSet();

        Assert.Empty(Enumerable.Range(1, 22).Select(row => $"C{row}").Except(named));
    }

    [Fact]
    public void Directories_hold_nothing_else()
    {
        var known = PathFixtureFiles.Cases.SelectMany(
            name => new[] { PathFixtureFiles.Mesh(name), PathFixtureFiles.Expected(name), PathFixtureFiles.Findings(name) });

        Assert.Equal(known.Order(), Directory.EnumerateFiles(PathFixtureFiles.Root, "*", SearchOption.AllDirectories).Order());
    }
}
