using System.Net;
using Inspection.Host;

namespace Inspection.Tests.SignIn;

public sealed class ProxyTests
{
    private const string Shared = "/shared/a-token-that-nobody-has";

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.0.2.7, 127.0.0.1", true)]
    [InlineData("192.0.2.7", false)]
    [InlineData("", false)]
    public async Task Only_a_named_proxy_says_who_asks(string named, bool believed)
    {
        var app = await App.Empty(builder => builder.Configuration[Proxies.Setting] = named);
        using var client = new HttpClient { BaseAddress = app.Address };
        HttpStatusCode? last = null;

        for (var i = 0; i < 125; i++)
            last = await Ask("203.0.113.1");

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(believed, await Ask("203.0.113.2") != HttpStatusCode.TooManyRequests);
        await app.DisposeAsync();

        async Task<HttpStatusCode> Ask(string visitor)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Shared);
            request.Headers.Add("X-Forwarded-For", visitor);
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public void What_is_no_address_is_named()
    {
        var refused = Assert.Throws<InvalidOperationException>(() =>
            Web.Build(
                "Host=nowhere",
                "http://127.0.0.1:0",
                builder => builder.Configuration[Proxies.Setting] = "127.0.0.1, proxy.example"
            )
        );

        Assert.Contains("“proxy.example”", refused.Message, StringComparison.Ordinal);
    }
}
