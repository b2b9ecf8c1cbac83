using System.Globalization;
using System.Text;
using EgressGuard.Cli.Inputs;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Inputs;

/// <summary>Many sources are read as one after the other, whatever core reads which.</summary>
public sealed class ReadAheadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(200)]
    public void Every_manifest_comes_in_the_order_of_the_sources(int count)
    {
        var sources = Enumerable.Range(0, count).Select(number => Source(number, isSmall: number % 50 != 20));

        Assert.Equal(Enumerable.Range(0, count).Select(Name), ReadAhead.InOrder(sources, manifest => manifest.Source));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(150)]
    public void The_first_failure_comes_after_everything_before_it(int failing)
    {
        var sources = Enumerable.Range(0, 200).Select(number => number == failing || number == failing + 1
            ? new InputSource(Name(number), () => throw new UsageException(Name(number))) { IsSmall = true }
            : Source(number, isSmall: true));
        var read = new List<string>();

        var failure = Assert.Throws<UsageException>(() => read.AddRange(ReadAhead.InOrder(sources, manifest => manifest.Source)));

        Assert.Equal(Name(failing), failure.Message);
        Assert.Equal(Enumerable.Range(0, failing).Select(Name), read);
    }

    [Fact]
    public void What_makes_something_of_a_manifest_fails_in_its_place()
    {
        var sources = Enumerable.Range(0, 64).Select(number => Source(number, isSmall: true));
        var read = new List<string>();

        Assert.Throws<ManifestException>(() => read.AddRange(ReadAhead.InOrder(sources, manifest => manifest.Source == Name(40)
            ? throw new ManifestException(manifest.Source, 1, 1, "refused")
            : manifest.Source)));

        Assert.Equal(40, read.Count);
    }

    private static InputSource Source(int number, bool isSmall) =>
        new(Name(number), () => new MemoryStream(Encoding.UTF8.GetBytes("kind: Service\n"))) { IsSmall = isSmall };

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D3}.yaml");
}
