using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Rules;

public sealed class RuleDocumentTests
{
    [Fact]
    public void The_document_is_what_the_catalogue_says() =>
        Repository.AssertIsCurrent(Repository.PathOf("docs", "rules.md"), RuleDocument.Write());
}
