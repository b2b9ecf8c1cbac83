using System.Text;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>The parser is only worth as much as it refuses.</summary>
public sealed class PrometheusParserTests
{
    private const string Header = "# HELP a_total Some help.\n# TYPE a_total counter\n";
    private const string Histogram = "# HELP h Some help.\n# TYPE h histogram\n";

    [Fact]
    public void Reads_what_is_right()
    {
        var read = PrometheusParser.Parse(Encoding.UTF8.GetBytes(
            "# HELP a_total A \\\\ and\\na line.\n# TYPE a_total counter\na_total{x=\"\\\"\\\\\\n\",y=\"\"} 1\na_total{x=\"1\",y=\"\"} 2.5E+20\n"
            + Histogram + "h_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 7\nh_count 3\n"));

        Assert.Equal(["a_total", "h"], read.Families.Select(family => family.Name));
        Assert.Equal("A \\ and\na line.", read.Families[0].Help);
        Assert.Equal("\"\\\n", read.Families[0].Samples[0].Labels["x"]);
        Assert.Equal(3, read.Sum("h_count"));
    }

    [Theory]
    [InlineData(Header + "a_total 1", "the last line has no end")]
    [InlineData(Header, "a family without samples")]
    [InlineData("a_total 1\n", "a sample without a family")]
    [InlineData("# TYPE a_total counter\na_total 1\n", "TYPE without its HELP")]
    [InlineData("# HELP a_total x\na_total 1\n", "HELP without its TYPE")]
    [InlineData(Header + "b_total 1\n", "a sample of another family")]
    [InlineData(Header + "a_total 1\n" + Header + "a_total{x=\"1\"} 1\n", "a family that was there before")]
    [InlineData(Header + "a_total 1\na_total 1\n", "a sample twice")]
    [InlineData(Header + "a_total{x=\"1\",y=\"2\"} 1\na_total{y=\"2\",x=\"1\"} 1\n", "a sample twice")]
    [InlineData(Header + "a_total -1\n", "not a counter")]
    [InlineData(Header + "a_total Infinity\n", "is malformed")]
    [InlineData(Header + "a_total 1,5\n", "is malformed")]
    [InlineData(Header + "a_total  1\n", "is malformed")]
    [InlineData(Header + "a_total 1\r\n", "is malformed")]
    [InlineData(Header + "a-total 1\n", "is malformed")]
    [InlineData(Header + "a_total{x=\"1\",x=\"2\"} 1\n", "a label twice")]
    [InlineData(Header + "a_total{__x=\"1\"} 1\n", "a reserved label")]
    [InlineData(Header + "a_total{x:y=\"1\"} 1\n", "no label")]
    [InlineData(Header + "a_total{x=\"\\t\"} 1\n", "not an escape")]
    [InlineData(Header + "a_total{x=\"1} 1\n", "a value without an end")]
    [InlineData(Header + "\na_total 1\n", "a line that says nothing")]
    [InlineData(Histogram + "h_bucket{le=\"+Inf\"} 3\nh_sum 7\nh_count 4\n", "not the last bucket's")]
    [InlineData(Histogram + "h_bucket{le=\"1\"} 3\nh_sum 7\nh_count 3\n", "no last bucket")]
    [InlineData(Histogram + "h_bucket{le=\"1\"} 4\nh_bucket{le=\"+Inf\"} 3\nh_sum 7\nh_count 3\n", "not cumulative")]
    [InlineData(Histogram + "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 7\nh_count 3\n", "do not rise")]
    [InlineData(Histogram + "h_bucket{le=\"+Inf\"} 3\nh_count 3\n", "not one sum and one count")]
    public void Refuses_what_is_wrong(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => PrometheusParser.Parse(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_what_is_no_UTF8() =>
        Assert.Throws<FormatException>(() => PrometheusParser.Parse([.. Encoding.UTF8.GetBytes(Header + "a_total{x=\""), 0xC3, .. "\"} 1\n"u8]));
}
