"""What anyone may read without login: bulletins to the public, as JSON and as a page."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from schemas.campaign_api import PublicBulletin
from services.campaigns.bulletin_page import page
from services.campaigns.bulletins import public_bulletin
from services.dependencies import PlatformDep

router = APIRouter(tags=["public 公开"])
# The page needs nothing from anywhere, and nothing may be put into it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@router.get("/api/v1/bulletins/{bulletin_id}")
async def get_bulletin(bulletin_id: str, platform: PlatformDep) -> PublicBulletin:
    """公开通报: a bulletin to the public, no login. Its body never changes; `correction_due` says when it is wrong."""
    return await public_bulletin(platform.database, bulletin_id)


@router.get("/bulletins/{bulletin_id}", response_class=HTMLResponse)
async def get_bulletin_page(bulletin_id: str, platform: PlatformDep) -> Response:
    """公开通报网页: the same as a page to read or print, in Chinese first, with where to send comments."""
    return HTMLResponse(page(await public_bulletin(platform.database, bulletin_id)), headers=HEADERS)
