using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Policy;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("enforcment", "enforcement")]
    [InlineData("ENFORCEMENT", "enforcement")]
    [InlineData("enforcemnet", "enforcement")]
    [InlineData("host", "hosts")]
    [InlineData("rule", "rules")]
    [InlineData("platformNamespace", "platformNamespaces")]
    [InlineData("platformUser", "platformUsers")]
    [InlineData("spec", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void Finds_the_name_that_was_meant(string written, string? expected) =>
        Assert.Equal(expected, NearestName.Find(written, ["enforcement", "rules", "hosts", "platformNamespaces", "platformUsers"]));

    [Fact]
    public void Compares_no_text_that_is_far_too_long() => Assert.Null(NearestName.Find(new string('a', 5_000_000), ["aaaa"]));

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("two\nlines\u001b[0m\u2028", "'two\\u000alines\\u001b[0m\\u2028'")]
    [InlineData("\u202Ereversed", "'\\u202ereversed'")]
    public void Quotes_on_one_line(string text, string expected) => Assert.Equal(expected, Quote.Text(text));

    [Fact]
    public void Quotes_the_beginning_of_what_is_long()
    {
        Assert.Equal($"'{new string('a', 80)}'", Quote.Text(new string('a', 80)));
        Assert.Equal($"'{new string('a', 80)}…'", Quote.Text(new string('a', 81)));
    }
}
